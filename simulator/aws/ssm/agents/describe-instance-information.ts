import type { DescribeInstanceInformationCommandInput } from "@aws-sdk/client-ssm";
import { AwsError, ensure } from "../../../core/aws-error.ts";
import { ModuleError } from "../../../core/module-error.ts";
import type { SsmContext } from "../context.ts";
import { takePage } from "../page.ts";
import type { Agent, Agents } from "./agents.ts";

interface Filter {
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * DescribeInstanceInformation: the instances whose agents have registered, in pages of 10.
 *
 * @throws AwsError ValidationException, InvalidFilterKey, InvalidInstanceInformationFilterValue, InvalidNextToken
 */
export function describeInstanceInformation(
  context: SsmContext,
  input: DescribeInstanceInformationCommandInput,
): object {
  const { agents, region } = context;
  const filters = readFilters(input);
  const found = agents.list(region).filter((agent) => filters.every((filter) => passes(filter, agent, agents)));
  const { items, ...next } = takePage(found, input, { usual: 10, least: 5, most: 50 });
  return { InstanceInformationList: items.map((agent) => view(agent, agents)), ...next };
}

/** The older list and the newer one cannot be given together (from memory). */
function readFilters(input: DescribeInstanceInformationCommandInput): readonly Filter[] {
  const { Filters = [], InstanceInformationFilterList: older = [] } = input;
  ensure(
    Filters.length === 0 || older.length === 0,
    "ValidationException",
    "Filters and InstanceInformationFilterList can't be used together.",
  );
  return [
    ...Filters.map(({ Key: key = "", Values: values = [] }) => ({ key, values })),
    ...older.map(({ key = "", valueSet: values = [] }) => ({ key, values })),
  ];
}

function passes({ key, values }: Filter, agent: Agent, agents: Agents): boolean {
  ensure(values.length > 0, "InvalidInstanceInformationFilterValue", `The filter ${key} has no value.`);
  const tags = new Map(agent.instance.Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  if (key === "tag-key") return values.some((value) => tags.has(value));
  if (key.startsWith("tag:")) return values.includes(tags.get(key.slice("tag:".length)) ?? "\0");
  switch (key) {
    case "InstanceIds":
      return values.includes(agent.instance.id);
    case "PingStatus":
      return values.includes(agents.pingStatus(agent));
    case "PlatformTypes":
      return values.includes("Linux");
    case "ResourceType":
      return values.includes("EC2Instance");
    case "ActivationIds":
    case "AgentVersion":
    case "AssociationStatus":
    case "IamRole":
    case "SourceIds":
    case "SourceTypes":
      throw new ModuleError(`The filter ${key} of DescribeInstanceInformation is not simulated`);
    default:
      throw new AwsError("InvalidFilterKey", `The specified key isn't valid: ${key}`);
  }
}

function view(agent: Agent, agents: Agents): object {
  const { instance, registeredAt } = agent;
  return {
    InstanceId: instance.id,
    PingStatus: agents.pingStatus(agent),
    LastPingDateTime: agents.lastPing(agent) / 1_000,
    RegistrationDate: registeredAt / 1_000,
    PlatformType: "Linux",
    ResourceType: "EC2Instance",
    SourceId: instance.id,
    SourceType: "AWS::EC2::Instance",
    IPAddress: instance.privateIp,
  };
}
