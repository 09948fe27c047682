import { EC2ServiceException } from "@aws-sdk/client-ec2";

/** An error as the SDK throws it for an answer of EC2. */
export function ec2Error(code: string, message: string = code, httpStatusCode = 400): EC2ServiceException {
  return new EC2ServiceException({
    name: code,
    message,
    $fault: httpStatusCode >= 500 ? "server" : "client",
    $metadata: { httpStatusCode },
  });
}
