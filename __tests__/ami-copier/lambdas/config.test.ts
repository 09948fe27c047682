import { describe, expect, test } from "vitest";
import {
  readFinalizerConfig,
  readInitiatorConfig,
  readStatusCheckerConfig,
} from "../../../lambdas/ami-copier/config.ts";
import { defaultEnvironment } from "../support/functions.ts";

describe("initiator", () => {
  test("reads what the module sets", () => {
    expect(readInitiatorConfig(defaultEnvironment)).toEqual({
      region: "us-east-1",
      sourceRegion: "us-east-1",
      amiNameTemplate: "rhel-{uuid}-encrypted-gp3-{date}",
      amiNameTagTemplate: "",
      kmsKeyId: undefined,
      sourceOwnerIds: ["463606842039"],
      sourceNameFilters: [],
      sourceArchitectures: [],
      maxConcurrentCopies: 20,
      copyTimeoutHours: 24,
      enrichmentEnabled: false,
    });
    expect(
      readInitiatorConfig({ ...defaultEnvironment, SOURCE_REGION: "eu-west-1", REDHAT_CREDENTIAL_STORE: "ssm" }),
    ).toMatchObject({ sourceRegion: "eu-west-1", enrichmentEnabled: true });
  });

  test("names every problem in one message", () => {
    const environment = {
      ...defaultEnvironment,
      AMI_NAME_TEMPLATE: "",
      SOURCE_OWNER_IDS: "463606842039",
      SOURCE_NAME_FILTERS: "rhel-*",
      MAX_CONCURRENT_COPIES: "many",
      COPY_TIMEOUT_HOURS: "0",
    };
    expect(() => readInitiatorConfig(environment)).toThrow(
      expect.objectContaining({
        name: "ConfigurationError",
        message:
          "Environment variables of the function are wrong: AMI_NAME_TEMPLATE is missing; " +
          "SOURCE_OWNER_IDS must be of type array; SOURCE_NAME_FILTERS must be of type array; " +
          "MAX_CONCURRENT_COPIES must be a whole number from 1 to 10000; " +
          "COPY_TIMEOUT_HOURS must be a whole number from 1 to 24. " +
          "The Terraform module sets all of them: apply it again, or correct them in the function's configuration.",
      }) as Error,
    );
  });

  test.each(["[]", '["red hat"]', "[463606842039]"])("refuses owners %s", (owners) => {
    expect(() => readInitiatorConfig({ ...defaultEnvironment, SOURCE_OWNER_IDS: owners })).toThrow("SOURCE_OWNER_IDS");
  });
});

test("status checker", () => {
  expect(readStatusCheckerConfig({ COPY_TIMEOUT_HOURS: "3" })).toEqual({ copyTimeoutHours: 3 });
  expect(() => readStatusCheckerConfig({})).toThrow("COPY_TIMEOUT_HOURS is missing");
});

describe("finalizer", () => {
  test("needs nothing", () => {
    expect(readFinalizerConfig({})).toEqual({ gp3Iops: undefined, gp3Throughput: undefined, imdsSupport: undefined });
  });

  test("reads what is configured", () => {
    expect(readFinalizerConfig({ GP3_IOPS: "4000", GP3_THROUGHPUT: "500", IMDS_SUPPORT: "v2.0" })).toEqual({
      gp3Iops: 4_000,
      gp3Throughput: 500,
      imdsSupport: "v2.0",
    });
  });

  test.each([{ GP3_IOPS: "2999" }, { GP3_THROUGHPUT: "2001" }, { IMDS_SUPPORT: "v1.0" }])(
    "refuses %j",
    (environment) => {
      expect(() => readFinalizerConfig(environment)).toThrow(Object.keys(environment)[0]);
    },
  );
});
