/** What scripts are told of the build that they are part of. */
export interface ScriptEnvironment {
  readonly template: string;
  readonly version: string;
  readonly architecture: string;
  readonly region: string;
  readonly baseImage: string;
  /** The build's identity. */
  readonly id: string;
}

/** The environment of scripts and tests. The agent's own has no HOME, and apt would ask questions. */
export function scriptVariables(build: ScriptEnvironment): Readonly<Record<string, string>> {
  return {
    AMI_BUILDER_TEMPLATE: build.template,
    AMI_BUILDER_VERSION: build.version,
    AMI_BUILDER_ARCHITECTURE: build.architecture,
    AMI_BUILDER_REGION: build.region,
    AMI_BUILDER_BASE_IMAGE: build.baseImage,
    AMI_BUILDER_ID: build.id,
    DEBIAN_FRONTEND: "noninteractive",
    HOME: "/root",
    LANG: "C.UTF-8",
  };
}
