import { scheduleExpressionVariable } from "../common.ts";
import { nullOrWholeNumber, wholeNumber } from "../rules.ts";
import { lines, type VariableDefinition } from "../variable.ts";

/** Inputs of the cleanup: what dead runs left, and what is old. */
export const amiBuilderCleanupVariables = [
  scheduleExpressionVariable("cleanup_schedule_expression", {
    default: "rate(6 hours)",
    description: "When to remove what runs that died have left, and, with retention_keep_newest, old images.",
  }),
  {
    name: "cleanup_enabled",
    type: "bool",
    default: true,
    description: "Whether that schedule starts runs. Without it only you do.",
  },
  {
    name: "retention_keep_newest",
    type: "number",
    default: null,
    description:
      "Newest images that are kept of each template or capture, architecture and Region (1-1000). Null to retire none.",
    rules: [nullOrWholeNumber("retention_keep_newest", 1, 1000, "images")],
  },
  {
    name: "retention_min_age_days",
    type: "number",
    default: 30,
    description: "Age in days below which no image is retired (0-3650).",
    rules: [wholeNumber("retention_min_age_days", 0, 3650, "days")],
  },
  {
    name: "retention_disable_days",
    type: "number",
    default: 14,
    description:
      "Days that a retired image stays disabled, which can be undone, before it is deregistered (0-3650). 0 for at once.",
    rules: [wholeNumber("retention_disable_days", 0, 3650, "days")],
  },
  {
    name: "retention_unused_days",
    type: "number",
    default: 30,
    description: "Days without a launch below which no image is retired (0-3650).",
    rules: [wholeNumber("retention_unused_days", 0, 3650, "days")],
  },
  {
    name: "retention_dry_run",
    type: "bool",
    default: true,
    description: lines(
      "Whether the scheduled cleanup only lists which old images it would retire and remove.",
      "What dead runs left is removed all the same; an event says its own dry_run.",
    ),
  },
  {
    name: "retention_include_shared",
    type: "bool",
    default: false,
    description: "Whether images that are shared with others are retired too.",
  },
] as const satisfies readonly VariableDefinition[];
