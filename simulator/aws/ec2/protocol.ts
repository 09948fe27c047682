import {
  CopyImage$,
  CreateTags$,
  DeleteSnapshot$,
  DeregisterImage$,
  DescribeImageAttribute$,
  DescribeImages$,
  DescribeSnapshots$,
  RegisterImage$,
} from "@aws-sdk/client-ec2";
import { ec2QueryProtocol } from "../../core/wire/query-protocol.ts";

const version = "2016-11-15";

/** EC2's calls and answers on the wire. */
export const ec2Protocol = ec2QueryProtocol({
  version,
  namespace: `http://ec2.amazonaws.com/doc/${version}/`,
  operations: [
    CopyImage$,
    CreateTags$,
    DeleteSnapshot$,
    DeregisterImage$,
    DescribeImageAttribute$,
    DescribeImages$,
    DescribeSnapshots$,
    RegisterImage$,
  ],
});
