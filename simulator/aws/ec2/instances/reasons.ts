import type { StateReason } from "@aws-sdk/client-ec2";

/** Why instances stop and end, as EC2 gives it (EC2 API reference: StateReason). */
export const reasons = {
  askedFor: { Code: "Client.UserInitiatedShutdown", Message: "Client.UserInitiatedShutdown: User initiated shutdown" },
  shutDown: {
    Code: "Client.InstanceInitiatedShutdown",
    Message: "Client.InstanceInitiatedShutdown: Instance initiated shutdown",
  },
  interrupted: {
    Code: "Server.SpotInstanceTermination",
    Message: "Server.SpotInstanceTermination: Spot instance termination",
  },
  notEncrypted: { Code: "Client.InternalError", Message: "Client.InternalError: Client error on launch" },
} as const satisfies Readonly<Record<string, StateReason>>;
