import type {
  GetParameterCommandInput,
  GetParameterHistoryCommandInput,
  GetParametersByPathCommandInput,
  GetParametersCommandInput,
} from "@aws-sdk/client-ssm";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { ModuleError } from "../../../core/module-error.ts";
import type { SsmContext } from "../context.ts";
import { takePage } from "../page.ts";
import { readReference } from "./arn.ts";
import { newestOf } from "./parameter.ts";
import { viewHistory, viewParameter } from "./view.ts";

/** Names that one call may have (API reference: GetParameters, DeleteParameters). */
const maxNames = 10;

/** GetParameter. @throws AwsError ParameterNotFound, ParameterVersionNotFound */
export function getParameter(context: SsmContext, input: GetParameterCommandInput): object {
  const { Name = "", WithDecryption = false } = input;
  const found = context.parameters.find(Name, context);
  return { Parameter: viewParameter(found, context, WithDecryption, readReference(Name).selector) };
}

/** GetParameters: those that are there, and the names of the others. @throws AwsError ValidationException */
export function getParameters(context: SsmContext, input: GetParametersCommandInput): object {
  const { WithDecryption = false } = input;
  const names = checkNames(input.Names);
  const read = names.map((name) => {
    try {
      const found = context.parameters.find(name, context);
      return { name, view: viewParameter(found, context, WithDecryption, readReference(name).selector) };
    } catch (error) {
      if (error instanceof AwsError) return { name, view: undefined };
      throw error;
    }
  });
  return {
    Parameters: read.flatMap(({ view }) => view ?? []),
    InvalidParameters: read.flatMap(({ name, view }) => (view === undefined ? [name] : [])),
  };
}

/** GetParametersByPath, in pages of 10. @throws AwsError ValidationException, InvalidNextToken */
export function getParametersByPath(context: SsmContext, input: GetParametersByPathCommandInput): object {
  const { Path: path = "", Recursive: isRecursive = false, WithDecryption = false, ParameterFilters } = input;
  if (ParameterFilters !== undefined) throw new ModuleError("The filters of GetParametersByPath are not simulated");
  ensure(
    path.startsWith("/"),
    "ValidationException",
    `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/": ${path}`,
  );
  const folder = path.endsWith("/") ? path : `${path}/`;
  const found = context.parameters.list(context.region).filter(({ name, owner }) => {
    if (owner.kind === "shared" || !name.startsWith(folder)) return false;
    return isRecursive || !name.slice(folder.length).includes("/");
  });
  const { items, ...next } = takePage(found, input, { usual: 10, least: 1, most: 10 });
  const Parameters = items.map((parameter) =>
    viewParameter({ parameter, version: newestOf(parameter) }, context, WithDecryption),
  );
  return { Parameters, ...next };
}

/** GetParameterHistory: from the oldest version to the newest, in pages of 50. @throws AwsError ParameterNotFound, InvalidNextToken */
export function getParameterHistory(context: SsmContext, input: GetParameterHistoryCommandInput): object {
  const { Name = "", WithDecryption = false } = input;
  const { parameter } = context.parameters.find(Name, context);
  const { items, ...next } = takePage(parameter.versions, input, { usual: 50, least: 1, most: 50 });
  return { Parameters: items.map((version) => viewHistory({ parameter, version }, WithDecryption)), ...next };
}

/** @throws AwsError ValidationException for none or too many names */
export function checkNames(names: readonly string[] | undefined): readonly string[] {
  ensure(
    names !== undefined && names.length >= 1 && names.length <= maxNames,
    "ValidationException",
    `Value at 'names' failed to satisfy constraint: Member must have length between 1 and ${maxNames}`,
  );
  return names;
}
