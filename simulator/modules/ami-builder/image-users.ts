import type { Account } from "../../account.ts";
import type { DeclaredImageUser } from "./scenario.ts";

/** Puts in what uses images beside instances: launch templates and configurations, and the groups that launch by them. */
export function putImageUsers({ ec2, autoScaling, region: home }: Account, users: readonly DeclaredImageUser[]): void {
  for (const { kind, name, image_id, group, region = home } of users) {
    const isTemplate = kind === "launch-template";
    if (isTemplate) ec2.referrers.launchTemplates.push({ id: name, region, versions: [{ imageId: image_id }] });
    else {
      const configuration = { LaunchConfigurationName: name, ImageId: image_id };
      autoScaling.configurations.push({ region, configuration });
    }
    if (group === undefined) continue;
    const launches = isTemplate
      ? { LaunchTemplate: { LaunchTemplateId: name, Version: "$Default" } }
      : { LaunchConfigurationName: name };
    autoScaling.groups.push({ region, group: { AutoScalingGroupName: group, ...launches } });
  }
}
