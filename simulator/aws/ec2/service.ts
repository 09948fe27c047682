import type { Keys } from "../kms/service.ts";
import type { CallContext, Service } from "../../core/service.ts";
import { deleteSnapshotAccess, ec2Access, encryptAccess } from "./access/access.ts";
import type { Ec2 } from "./ec2.ts";
import { ec2Protocol } from "./protocol.ts";

/** EC2 as a service that is called over HTTP, by callers who may do some things and others not. */
export function createEc2Service(ec2: Ec2, keys: Keys): Service {
  const placeOf = ({ partition, region }: CallContext) => ({ partition, region, accountId: ec2.accountId });
  return {
    protocol: ec2Protocol,
    denial: "UnauthorizedOperation",
    access: (operation, input, context) => ec2Access(operation, input, placeOf(context), ec2),
    call: (operation, input, context) =>
      ec2.call(operation, input, context.region, {
        mayDelete: (id) => context.allows(deleteSnapshotAccess(id, placeOf(context), ec2)),
        mayEncryptWith: (id) => {
          const { arn = id, aliases = [] } = keys.find(id, context.region) ?? {};
          return encryptAccess(arn, aliases, context).every(context.allows);
        },
      }),
  };
}
