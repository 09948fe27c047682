import { type IResolvable, ref, TerraformLocal, Token } from "cdktf";
import type { Construct } from "constructs";
import type { VariableDefinition } from "../../variables/variable.ts";
import { comment } from "./comment.ts";

/** What stands for a value of a Terraform type: CDKTF's token of that type, or a general one. */
type Handle<Type extends string> = Type extends "string"
  ? string
  : Type extends "number"
    ? number
    : Type extends "list(string)" | "set(string)"
      ? string[]
      : Type extends "map(string)"
        ? Record<string, string>
        : IResolvable;

/** References to inputs, by name. */
export type References<Definitions extends readonly VariableDefinition[]> = {
  readonly [Definition in Definitions[number] as Definition["name"]]: Handle<Definition["type"]>;
};

/**
 * References to a module's inputs, so that the compiler finds a name that does not exist. Each is the token of its type: it stands in an
 * expression (`` hcl`${input.kms_key_id} == ""` ``), in a text (`` `${input.name_prefix}-x` ``) and wherever CDKTF wants such a value.
 *
 * @param definitions the inputs as data, `as const`, so that their names and types are known
 */
export function references<const Definitions extends readonly VariableDefinition[]>(
  definitions: Definitions,
): References<Definitions> {
  const entries = definitions.map(({ name, type }) => [name, handle(`var.${name}`, type)] as const);
  return Object.fromEntries(entries) as References<Definitions>;
}

function handle(address: string, type: string): unknown {
  const reference = ref(address);
  switch (type) {
    case "string":
      return Token.asString(reference);
    case "number":
      return Token.asNumber(reference);
    case "list(string)":
    case "set(string)":
      return Token.asList(reference);
    case "map(string)":
      return Token.asStringMap(reference);
    default:
      return reference;
  }
}

/**
 * Declares a local value and returns the reference to it, of the type of what it holds.
 *
 * @param scope the part of the module whose file has the local
 * @param name its name
 * @param value an expression, or an object of plain values and expressions
 * @param why a comment above it in the module, where a reader would ask
 */
export function local(scope: Construct, name: string, value: string, why?: string): string;
export function local(scope: Construct, name: string, value: number, why?: string): number;
export function local(scope: Construct, name: string, value: object, why?: string): IResolvable;
export function local(
  scope: Construct,
  name: string,
  value: string | number | object,
  why?: string,
): string | number | IResolvable {
  const declared = new TerraformLocal(scope, `local.${name}`, value);
  if (why !== undefined) comment(declared, why);
  const reference = ref(`local.${name}`);
  if (typeof value === "string") return Token.asString(reference);
  return typeof value === "number" ? Token.asNumber(reference) : reference;
}
