import { describe, expect, test } from "vitest";
import * as errors from "../../../lambdas/ami-copier/errors.ts";
import { errorNames } from "../../../lambdas/ami-copier/contract.ts";
import { callAws, translateAwsError } from "../../../lambdas/shared/aws-errors.ts";
import { AwsRequestError, AwsTransientError } from "../../../lambdas/shared/errors.ts";
import { ec2Error } from "../../ami-copier/support/ec2-error.ts";

const withFields = (message: string, fields: object) => Object.assign(new Error(message), fields);

test.each([
  ["throttling", ec2Error("RequestLimitExceeded")],
  ["a server fault", ec2Error("SomethingNew", "", 503)],
  ["what the SDK calls retryable", withFields("later", { name: "Odd", $retryable: { throttling: true } })],
  ["a timeout", withFields("timed out", { name: "TimeoutError" })],
  ["a reset connection", withFields("read ECONNRESET", { code: "ECONNRESET" })],
  ["a broken pipe", withFields("write EPIPE", { code: "EPIPE" })],
  ["a hang-up", new Error("socket hang up")],
  ["credentials that are not there yet", withFields("no credentials", { name: "CredentialsProviderError" })],
])("%s is transient", (_, error) => {
  const translated = translateAwsError("CopyImage", error);
  expect(translated).toBeInstanceOf(AwsTransientError);
  expect(translated.cause).toBe(error);
});

test.each([
  ["a refusal", ec2Error("UnauthorizedOperation", "not allowed")],
  ["a programming error", new TypeError("x is undefined")],
  ["what is no error at all", "text"],
])("%s is final", (_, error) => {
  expect(translateAwsError("CopyImage", error)).toBeInstanceOf(AwsRequestError);
});

test("AWS's code and message stay in the text", async () => {
  const failing = callAws("CopyImage", () => Promise.reject(ec2Error("UnauthorizedOperation", "not allowed")));
  await expect(failing).rejects.toMatchObject({
    name: "AwsRequestError",
    code: "UnauthorizedOperation",
    message: "CopyImage: UnauthorizedOperation: not allowed.",
  });
});

test("no room is no passing trouble, although EC2 calls it a server error", () => {
  const error = ec2Error("InsufficientInstanceCapacity", "no capacity", 500);
  expect(translateAwsError("RunInstances", error)).toMatchObject({
    name: "AwsRequestError",
    code: "InsufficientInstanceCapacity",
  });
  expect(translateAwsError("RunInstances", ec2Error("Strange", "odd", 500))).toBeInstanceOf(AwsTransientError);
});

describe("every error name of the workflow", () => {
  const classes: Readonly<Record<string, (message: string) => Error>> = {
    invalidInput: (message) => new errors.InvalidInputError(message),
    configuration: (message) => new errors.ConfigurationError(message),
    imageNotShared: (message) => new errors.ImageNotSharedError(message),
    encryptionKey: (message) => new errors.EncryptionKeyError(message),
    awsRequest: (message) => new errors.AwsRequestError(message, "Code"),
    awsTransient: (message) => new errors.AwsTransientError(message),
    copyQuota: (message) => new errors.CopyQuotaError(message),
    imageNotReady: (message) => new errors.ImageNotReadyError(message),
    nameTaken: (message) => new errors.NameTakenError(message),
    billingMismatch: (message) => new errors.BillingMismatchError(message),
  };

  test.each(Object.entries(errorNames))("%s has a class", (key, name) => {
    const error = classes[key]?.("m");
    expect(error).toMatchObject({ name, message: "m" });
  });
});
