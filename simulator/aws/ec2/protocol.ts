import {
  CopyImage$,
  CreateImage$,
  CreateTags$,
  DeleteSnapshot$,
  DeregisterImage$,
  DescribeImageAttribute$,
  DescribeImageReferences$,
  DescribeImages$,
  DescribeInstances$,
  DescribeSnapshots$,
  DisableImage$,
  EnableImage$,
  EnableImageDeprecation$,
  ModifyImageAttribute$,
  RebootInstances$,
  RegisterImage$,
  RunInstances$,
  StartInstances$,
  StopInstances$,
  TerminateInstances$,
} from "@aws-sdk/client-ec2";
import { ec2QueryProtocol } from "../../core/wire/query-protocol.ts";

const version = "2016-11-15";

/** EC2's calls and answers on the wire. */
export const ec2Protocol = ec2QueryProtocol({
  version,
  namespace: `http://ec2.amazonaws.com/doc/${version}/`,
  operations: [
    CopyImage$,
    CreateImage$,
    CreateTags$,
    DeleteSnapshot$,
    DeregisterImage$,
    DescribeImageAttribute$,
    DescribeImageReferences$,
    DescribeImages$,
    DescribeInstances$,
    DescribeSnapshots$,
    DisableImage$,
    EnableImage$,
    EnableImageDeprecation$,
    ModifyImageAttribute$,
    RebootInstances$,
    RegisterImage$,
    RunInstances$,
    StartInstances$,
    StopInstances$,
    TerminateInstances$,
  ],
});
