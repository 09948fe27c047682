import { TerraformDataSource, type TerraformResource } from "cdktf";
import { hcl, hclAny, hclList, hclMap } from "./hcl.ts";

type Element = TerraformResource | TerraformDataSource;

/**
 * An attribute of a resource that is there once or not at all: `one(aws_x.y[*].arn)`, null without it.
 *
 * @param element a resource or data source with `count`
 * @param attribute the attribute's name in Terraform
 * @throws Error for an element without `count`
 */
export function one(element: Element, attribute: string): string {
  return hcl`one(${every(element, attribute)})`;
}

/**
 * An attribute of every instance, as a list: `aws_x.y[*].arn`, or `values(aws_x.y)[*].arn` with `for_each`.
 *
 * @param element a resource or data source with `count` or `for_each`
 * @param attribute the attribute's name in Terraform
 * @throws Error for an element that is there once
 */
export function every(element: Element, attribute: string): string[] {
  const address = manyAddress(element);
  return element.forEach === undefined
    ? hclList`${address}[*].${attribute}`
    : hclList`values(${address})[*].${attribute}`;
}

/**
 * An attribute of every instance by the instance's key: `{ for key, item in aws_x.y : key => item.arn }`.
 *
 * @param element a resource or data source with `for_each`
 * @param attribute the attribute's name in Terraform
 * @throws Error for an element without `for_each`
 */
export function byKey(element: Element, attribute: string): Record<string, string> {
  return hclMap`{ for key, item in ${keyedAddress(element)} : key => item.${attribute} }`;
}

/**
 * An attribute of the instance with a key, such as `each.key` of another element that goes through the same map: `aws_x.y[each.key].arn`.
 *
 * @param element a resource or data source with `for_each`
 * @param key a plain text, or a reference such as `` hcl`each.key` ``
 * @param attribute the attribute's name in Terraform
 * @throws Error for an element without `for_each`
 */
export function withKey(element: Element, key: string, attribute: string): string {
  // In a list, where a plain text is a value and no piece of the expression.
  return hcl`${keyedAddress(element)}${hclAny`${[key]}`}.${attribute}`;
}

/** The address of a resource or data source in an expression. */
export function addressOf(element: Element): string {
  const type = `${TerraformDataSource.isTerraformDataSource(element) ? "data." : ""}${element.terraformResourceType}`;
  return `${type}.${element.friendlyUniqueId}`;
}

function manyAddress(element: Element): string {
  const address = addressOf(element);
  if (element.count === undefined && element.forEach === undefined) {
    throw new Error(`${address} has neither count nor for_each: refer to its attribute itself.`);
  }
  return address;
}

function keyedAddress(element: Element): string {
  const address = addressOf(element);
  if (element.forEach === undefined) {
    throw new Error(`${address} has no for_each, so none of its instances has a key: use one() or every().`);
  }
  return address;
}
