import type { AutoScalingGroup, LaunchConfiguration } from "@aws-sdk/client-auto-scaling";

/** A group with its Region. */
export interface StoredGroup {
  readonly region: string;
  readonly group: Partial<AutoScalingGroup> & { readonly AutoScalingGroupName: string };
}

/** A launch configuration with its Region. */
export interface StoredConfiguration {
  readonly region: string;
  readonly configuration: Partial<LaunchConfiguration> & { readonly LaunchConfigurationName: string };
}

/** What Auto Scaling has in an account; whoever makes a world puts it in. It launches nothing by itself. */
export class AutoScaling {
  readonly groups: StoredGroup[] = [];
  readonly configurations: StoredConfiguration[] = [];
}
