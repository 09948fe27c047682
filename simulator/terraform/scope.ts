import type { Step } from "./ast.ts";
import type { Configuration, ResourceBlock } from "./configuration.ts";
import { EvaluationError, ModuleError } from "./errors.ts";
import { evaluate, follow, type Scope } from "./expressions.ts";
import { withComputed, type Installation } from "./resources.ts";
import { isObject, toNumber, type ObjectValue, type Value } from "./values.ts";

/** The names of a module for given variables; each thing is evaluated when it is asked for, and once. */
export class ModuleScope implements Scope {
  readonly #configuration: Configuration;
  readonly #variables: ObjectValue;
  readonly #installation: Installation;
  readonly #known = new Map<string, Value>();
  /** Addresses of what is being evaluated, outermost first. */
  readonly #pending: string[] = [];

  /** @param variables the value of every variable */
  constructor(configuration: Configuration, variables: ObjectValue, installation: Installation) {
    this.#configuration = configuration;
    this.#variables = variables;
    this.#installation = installation;
  }

  /**
   * The value of a reference.
   *
   * @throws ModuleError for a name that the module does not have, or one that needs itself
   * @throws EvaluationError when it has no value for these variables
   */
  resolve(name: string, path: readonly Step[]): Value {
    const [first = "", second = "", ...others] = path;
    switch (name) {
      case "var":
        return follow(this.#variables, path);
      case "local":
        return follow(this.#local(String(first)), path.slice(1));
      case "path":
        if (first === "module") return this.#configuration.folder;
        throw new ModuleError(`path.${first} is not supported`);
      case "data":
        return follow(this.#instances("data", `${first}.${second}`), others);
      default:
        return follow(this.#instances("resource", `${name}.${first}`), path.slice(1));
    }
  }

  /** How many instances a resource has. */
  countOf({ address, count }: ResourceBlock): number {
    return count === undefined
      ? 1
      : (this.#once(`${address}'s count`, () => toNumber(evaluate(count, this))) as number);
  }

  /** All instances of the resources of a type, with arguments and computed attributes. */
  all(type: string): ObjectValue[] {
    const resources = [...this.#configuration.resources.values()].filter((resource) => resource.type === type);
    return resources.flatMap(({ address }) => [this.#instances("resource", address)].flat()).filter(isObject);
  }

  #local(name: string): Value {
    const expression = this.#configuration.locals.get(name);
    if (expression === undefined) throw new ModuleError(`local.${name} is not there`);
    return this.#once(`local.${name}`, () => evaluate(expression, this));
  }

  /** The only instance, or a list of them where there is a count. */
  #instances(kind: "resource" | "data", address: string): Value {
    const { resources, dataSources } = this.#configuration;
    const block = (kind === "resource" ? resources : dataSources).get(address);
    if (block === undefined) throw new ModuleError(`There is no ${kind} ${address}`);
    return this.#once(kind === "resource" ? address : `data.${address}`, () => {
      const instance = () => {
        const given = evaluate(block.attributes, this);
        if (!isObject(given)) throw new ModuleError(`${address} is no block`);
        return withComputed(kind, block.type, given, this.#installation);
      };
      return block.count === undefined ? instance() : Array.from({ length: this.countOf(block) }, instance);
    });
  }

  #once(address: string, find: () => Value): Value {
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    if (this.#pending.includes(address)) {
      throw new ModuleError(`These need each other: ${[...this.#pending, address].join(" -> ")}`);
    }
    this.#pending.push(address);
    try {
      const found = find();
      this.#known.set(address, found);
      return found;
    } catch (error) {
      throw error instanceof EvaluationError
        ? new EvaluationError(`${address}: ${error.message}`, { cause: error })
        : error;
    } finally {
      this.#pending.pop();
    }
  }
}
