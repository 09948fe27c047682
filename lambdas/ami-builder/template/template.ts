/** Architectures that images are built for, under EC2's names. */
export const architectures = ["x86_64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

/** What hygiene removes from an image. */
export const hygieneItems = [
  "ssh_host_keys",
  "authorized_keys",
  "machine_id",
  "cloud_init",
  "logs",
  "history",
  "temp",
  "random_seed",
  "ssm_agent",
] as const;
export type HygieneItem = (typeof hygieneItems)[number];

/** Where tests run: on the instance that the image is made of, and on one that the image booted. */
export const testPlaces = ["builder", "image"] as const;
export type TestPlace = (typeof testPlaces)[number];

export const testStreams = ["stdout", "stderr", "both"] as const;
export type TestStream = (typeof testStreams)[number];

/** An alias, a parameter's name, an image id, or an owner's newest image whose name matches, with `*` and `?`. */
export type BaseSource = string | { readonly owner: string; readonly name: string };

/** One script of a template. */
export interface Step {
  readonly name: string;
  readonly script: string;
  readonly timeout_seconds: number;
  /** Tries after the first. */
  readonly retries: number;
  /** Whether the instance reboots after it. */
  readonly reboot: boolean;
}

/** One test: its command's exit code and output are judged by every assertion that it has. */
export interface Test {
  readonly name: string;
  readonly command: string;
  /** The output without white space around it. */
  readonly expected?: string | undefined;
  readonly expected_contains: readonly string[];
  readonly expected_not_contains: readonly string[];
  /** A regular expression of JavaScript's; `^` and `$` are at every line. See `pattern.ts`. */
  readonly expected_matches?: string | undefined;
  readonly exit_code: number | "any";
  readonly stream: TestStream;
  readonly timeout_seconds: number;
  readonly on: readonly TestPlace[];
}

/** A template as the functions take it: every field has a value, lists are lists, and what it leaves to the module's inputs is theirs. */
export interface Template {
  /** Its key in the input `templates`: the name in parameters, tags and events. */
  readonly key: string;
  /** Its name for people. */
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Exactly one of source and template is given. */
  readonly base_ami: {
    readonly source?: BaseSource;
    /** Key of another template, whose newest finished image is the base. */
    readonly template?: string;
    readonly architecture: readonly Architecture[];
    readonly ssm_agent: "preinstalled" | "install";
  };
  /** Regions that have the image in the end. */
  readonly regions: readonly string[];
  /** Built in the provider's Region and copied, or built in each. */
  readonly region_strategy: "copy" | "build";
  readonly publish_together: boolean;
  /** `setup_script` is the first, under the name `setup`. */
  readonly steps: readonly Step[];
  /** With `check_ports`, those of the ports are the last. */
  readonly validation_tests: readonly Test[];
  readonly ports: readonly number[];
  readonly check_ports: boolean;
  readonly estimated_cost_per_hour: Readonly<Partial<Record<Architecture, number>>>;
  readonly instance_types: Readonly<Record<Architecture, readonly string[]>>;
  /** Null: the base image's size. */
  readonly volume_size_gb: number | null;
  readonly spot: boolean;
  readonly hygiene: readonly HygieneItem[];
  /** 0: never due by age. */
  readonly max_image_age_days: number;
  readonly hop_limit: number;
  readonly tags: Readonly<Record<string, string>>;
}
