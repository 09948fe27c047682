import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import type { App } from "cdktf";
import type { Construct } from "constructs";
import type { $ZodType } from "zod/v4/core";
import type { Advice } from "../../lambdas/shared/advice.ts";
import type { VariableDefinition } from "../../variables/variable.ts";
import { hcl } from "./hcl.ts";
import { declareInputs } from "./inputs.ts";
import { ModuleStack, type Requirements } from "./module-stack.ts";

/** What a module's construct is told. */
export interface ModuleContext {
  /** Folder of the functions' zips, as Terraform finds it. */
  readonly zipFolder: string;
}

/** How the runs of a module can end badly, with what to do. */
export interface ModuleAdvice {
  /** By the execution's `error`, or its status. */
  readonly runs: Advice;
  /** By what its `cause` can name. */
  readonly causes: Advice;
}

/** A kind of file that people write for a module. */
export interface FileSchema {
  /** Name of the table of its fields in the module's document. */
  readonly marker: string;
  /** File with its JSON Schema in the module's folder, which editors check against. */
  readonly file: string;
  /** What such a file is. */
  readonly title: string;
  /** Fields with their rules; their descriptions are in zod's global registry. */
  readonly schema: $ZodType;
}

/** One module of this project. */
export interface Module {
  readonly name: string;
  /** What it does, in one sentence. */
  readonly description: string;
  /** Whether people can rely on it: what is in development may still change its inputs, outputs and addresses. */
  readonly state: "released" | "in development";
  /** Its folder in `dist-module/`; empty for the root, `modules/<name>` for the others. */
  readonly folder: string;
  readonly requirements: Requirements;
  readonly variables: readonly VariableDefinition[];
  /** What to do when a run ends badly, for the documents. */
  readonly advice?: ModuleAdvice;
  /** Files that people write for it. */
  readonly schemas?: readonly FileSchema[];
  /** Creates everything the module is made of; each part under an id that names its file. */
  readonly create: (scope: Construct, id: string, context: ModuleContext) => Construct;
}

/**
 * The module as Terraform users take it: no provider, no backend, zips beside it.
 *
 * @param app the app
 * @param module the module
 */
export function createModuleStack(app: App, module: Module): ModuleStack {
  const stack = new ModuleStack(app, module.name, module.requirements);
  declareInputs(stack, module.variables);
  module.create(stack, "module", { zipFolder: `${hcl`path.module`}/lambdas` });
  return stack;
}

/**
 * The same module as a stack that `cdktf deploy` takes as it is: Region and credentials come from the environment, as the AWS provider
 * reads them, inputs from `TF_VAR_…`. State is kept in `terraform.<name>.tfstate`, CDKTF's default.
 *
 * @param app the app
 * @param module the module
 * @param zipFolder folder of the zips, relative to where CDKTF puts the stack
 */
export function createDeploymentStack(app: App, module: Module, zipFolder: string): ModuleStack {
  const stack = new ModuleStack(app, module.name, module.requirements);
  new AwsProvider(stack, "provider.aws");
  // cdktf-cli 0.21 breaks off at the end of a deployment when an output of this list is null; without the list it shows the outputs there are.
  stack.addOverride("//.outputs", undefined);
  declareInputs(stack, module.variables);
  module.create(stack, "module", { zipFolder: `${hcl`path.module`}/${zipFolder}` });
  return stack;
}
