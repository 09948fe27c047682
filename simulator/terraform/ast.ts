import type { Value } from "./values.ts";

/** An expression of Terraform's, in the form in which it is evaluated. */
export type Expression =
  | { readonly kind: "literal"; readonly value: Value }
  /** A name and what is taken from it: `var.tags`, `aws_iam_role.lambda.arn`. */
  | { readonly kind: "reference"; readonly name: string; readonly path: readonly Step[] }
  /** What is taken from a value that has no name: `split(":", x)[3]`. */
  | { readonly kind: "traversal"; readonly source: Expression; readonly path: readonly Step[] }
  | { readonly kind: "index"; readonly source: Expression; readonly key: Expression }
  /** `source[*]` and what is taken from each element, which has the name `splatElement`. */
  | { readonly kind: "splat"; readonly source: Expression; readonly each: Expression }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      /** Whether the elements of the last argument are the last arguments: `f(list...)`. */
      readonly isExpanded: boolean;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | ForExpression
  | BlockExpression;

/** `[for key, value in collection : result if condition]`, and with `resultKey` the one in braces that makes an object. */
export interface ForExpression {
  readonly kind: "for";
  readonly collection: Expression;
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly resultKey: Expression | undefined;
  readonly result: Expression;
  /** Whether results with the same key are collected in a list: `key => value...`. */
  readonly isGrouped: boolean;
  readonly condition: Expression | undefined;
}

/** The body of a block: arguments, blocks in it as lists, and those that `dynamic` makes. */
export interface BlockExpression {
  readonly kind: "block";
  readonly entries: readonly (readonly [name: string, value: Expression])[];
  readonly dynamic: readonly DynamicBlock[];
}

/** `dynamic "name" { for_each = …, content { … } }` */
export interface DynamicBlock {
  readonly name: string;
  readonly forEach: Expression;
  /** The name that an element has in the content; the block's own, if no other is given. */
  readonly iterator: string;
  readonly content: Expression;
}

/** An attribute's name, a map's key, or the place in a list. */
export type Step = string | number;

/** The operators with two sides, by the names that HashiCorp's parser has for them. */
export const binaryOperators = [
  "equal",
  "notEqual",
  "lessThan",
  "lessThanOrEqual",
  "greaterThan",
  "greaterThanOrEqual",
  "logicalAnd",
  "logicalOr",
  "add",
  "subtract",
  "multiply",
  "divide",
  "modulo",
] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

/** The operators with one side. */
export const unaryOperators = ["logicalNot", "negate"] as const;
export type UnaryOperator = (typeof unaryOperators)[number];

/** Name of the element that a splat is at; no name in a module can be the same. */
export const splatElement = "[*]";
