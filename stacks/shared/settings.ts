import type { IResolvable } from "cdktf";
import type { Account } from "./account.ts";
import { hcl, hclMap } from "./hcl.ts";

/**
 * What all parts of a module go by: mostly inputs that every module has. Under which name a module has them is its own matter, so the
 * module hands their references in.
 */
export interface Settings {
  readonly account: Account;
  readonly tags: Record<string, string>;
  readonly logRetentionDays: number;
  /** Key of the log groups; empty for none. */
  readonly logKmsKeyArn: string;
  /** Boundary of all roles; empty for none. */
  readonly permissionsBoundaryArn: string;
  /** Path of all roles, for a module that has it as an input. */
  readonly iamRolePath?: string;
  readonly tracingEnabled: IResolvable;
  readonly lambdaRuntime: string;
  readonly lambdaArchitecture: string;
  /** MB. */
  readonly lambdaMemorySize: number;
  /** Folder of the functions' zips, as Terraform finds it. */
  readonly zipFolder: string;
}

/** A rule that looks at several inputs; an element that has it as a precondition is not made unless it holds. */
export interface Precondition {
  readonly condition: string;
  /** What the rule is and what to change, as a sentence. */
  readonly errorMessage: string;
}

/** An input of text for an argument that wants null where there is nothing. */
export function nullIfEmpty(text: string): string {
  return hcl`${text} == "" ? null : ${text}`;
}

/** The module's tags and a Name, which consoles show. */
export function withName(tags: Record<string, string>, name: string): Record<string, string> {
  return hclMap`merge(${tags}, ${{ Name: name }})`;
}

/**
 * An ARN that is given is of the Region of the module, where its service looks for it.
 *
 * @param arn an input that is empty or an ARN
 * @param account where the module is
 * @param errorMessage which Region it must be, and what to change
 */
export function inRegion(arn: string, account: Account, errorMessage: string): Precondition {
  return { condition: hcl`${arn} == "" ? true : split(":", ${arn})[3] == ${account.region}`, errorMessage };
}

/**
 * A prefix that SSM takes as the beginning of a parameter's name: neither aws nor ssm, in whatever case, nor behind a slash (Systems
 * Manager, requirements and constraints for parameter names; the slash from memory). Other resources take such names.
 *
 * @param prefix the input
 * @param name its name
 * @param when whether a parameter bears it
 * @param remedy what to change, as sentences
 */
export function parameterNames(prefix: string, name: string, when: IResolvable, remedy: string): Precondition {
  return {
    condition: hcl`!${when} || !can(regex("^(?i)(aws|ssm)", ${prefix}))`,
    errorMessage: `${name} must not begin with aws or ssm where SSM parameters bear it, as SSM keeps such names to itself. ${remedy}`,
  };
}
