import { ModuleError } from "../../terraform/errors.ts";
import type { EvaluatedModule } from "../../terraform/evaluate.ts";
import type { ResourceType, Location } from "../../terraform/resources.ts";
import { hexadecimalId } from "../../core/hash.ts";
import { findBlock, findStatements, findText, textOf } from "../resource-values.ts";

/** What Terraform knows of the resources of IAM after it has applied them. */
export const iamResources: Readonly<Record<string, ResourceType>> = {
  aws_iam_role: {
    defaults: { path: "/", max_session_duration: 3600, force_detach_policies: false },
    computed: (given, at) => ({
      id: given.text("name"),
      arn: iamArn(at, `role${given.text("path")}${given.text("name")}`),
      unique_id: uniqueId("AROA", given.address),
    }),
  },
  aws_iam_role_policy: { computed: (given) => ({ id: `${given.text("role")}:${given.text("name")}` }) },
  aws_iam_role_policy_attachment: {
    computed: (given) => ({ id: `${given.text("role")}-${hexadecimalId(given.text("policy_arn"), 26)}` }),
  },
  aws_iam_instance_profile: {
    defaults: { path: "/" },
    computed: (given, at) => ({
      id: given.text("name"),
      arn: iamArn(at, `instance-profile${given.text("path")}${given.text("name")}`),
      unique_id: uniqueId("AIPA", given.address),
    }),
  },
};

/** What Terraform knows of things of IAM that are there already: a profile whose role has its name. */
export const iamData: Readonly<Record<string, ResourceType>> = {
  aws_iam_instance_profile: {
    computed: (given, at) => ({
      id: given.text("name"),
      arn: iamArn(at, `instance-profile/${given.text("name")}`),
      role_name: given.text("name"),
      role_arn: iamArn(at, `role/${given.text("name")}`),
    }),
  },
};

/** A role of the module. */
export interface ModuleRole {
  readonly arn: string;
  readonly name: string;
  /** Statements of its trust policy. */
  readonly trust: readonly unknown[];
  /** Statements of its inline policies. */
  readonly policy: readonly unknown[];
}

/**
 * The roles of a module.
 *
 * @throws ModuleError for a role with policies in blocks of its own, or with a managed policy, whose rights are not known here
 */
export function readRoles(module: EvaluatedModule): readonly ModuleRole[] {
  return module.resources("aws_iam_role").map((role) => {
    const name = textOf(role, "name");
    if (findBlock(role.values, "inline_policy") !== undefined) {
      throw new ModuleError(`inline_policy of ${role.address} is not supported: use aws_iam_role_policy`);
    }
    const attachment = module
      .resources("aws_iam_role_policy_attachment")
      .find((candidate) => textOf(candidate, "role") === name);
    if (attachment !== undefined) {
      throw new ModuleError(`${attachment.address} is not supported: what a managed policy allows is not known here`);
    }
    return {
      arn: textOf(role, "arn"),
      name,
      trust: findStatements(role, "assume_role_policy") ?? [],
      policy: module
        .resources("aws_iam_role_policy")
        .filter((policy) => textOf(policy, "role") === name)
        .flatMap((policy) => findStatements(policy, "policy") ?? []),
    };
  });
}

/** An instance profile of the module. */
export interface ModuleInstanceProfile {
  readonly name: string;
  readonly arn: string;
  /** Name of its role. */
  readonly role: string | undefined;
}

/** The instance profiles of a module. */
export function readInstanceProfiles(module: EvaluatedModule): readonly ModuleInstanceProfile[] {
  return module.resources("aws_iam_instance_profile").map((profile) => ({
    name: textOf(profile, "name"),
    arn: textOf(profile, "arn"),
    role: findText(profile.values, "role"),
  }));
}

/**
 * Statements of the policies of a role of the module.
 *
 * @throws ModuleError for a role that the module does not have
 */
export function policyOfRole(module: EvaluatedModule, roleArn: string): readonly unknown[] {
  const role = readRoles(module).find(({ arn }) => arn === roleArn);
  if (role === undefined) throw new ModuleError(`${roleArn} is no role of the module`);
  return role.policy;
}

function iamArn({ partition, accountId }: Location, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

function uniqueId(prefix: string, address: string): string {
  return prefix + hexadecimalId(address, 17).toUpperCase();
}
