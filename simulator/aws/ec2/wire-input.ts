import { boolean, integer, list, type Reader, structure, text } from "../../core/wire/query-parameters.ts";

const DryRun = boolean;
const Filter = ["Filters", list(structure({ Name: text, Value: ["Values", list(text)] }))] as const;
const Tag = ["Tags", list(structure({ Key: text, Value: text }))] as const;
const TagSpecification = ["TagSpecifications", list(structure({ ResourceType: text, Tag }))] as const;
const page = { MaxResults: integer, NextToken: text };

const ebs = structure({
  DeleteOnTermination: boolean,
  Encrypted: boolean,
  Iops: integer,
  KmsKeyId: text,
  OutpostArn: text,
  SnapshotId: text,
  Throughput: integer,
  VolumeInitializationRate: integer,
  VolumeSize: integer,
  VolumeType: text,
});

const mapping = structure({ DeviceName: text, Ebs: ebs, NoDevice: text, VirtualName: text });

/** Parameters of each operation, as EC2's Query protocol names them (EC2 API reference). */
export const inputReaders: Readonly<Record<string, Reader>> = {
  CopyImage: structure({
    ClientToken: text,
    CopyImageTags: boolean,
    Description: text,
    DryRun,
    Encrypted: boolean,
    KmsKeyId: text,
    Name: text,
    SourceImageId: text,
    SourceRegion: text,
    TagSpecification,
  }),
  CreateTags: structure({ DryRun, ResourceId: ["Resources", list(text)], Tag }),
  DeleteSnapshot: structure({ DryRun, SnapshotId: text }),
  DeregisterImage: structure({ DeleteAssociatedSnapshots: boolean, DryRun, ImageId: text }),
  DescribeImageAttribute: structure({ Attribute: text, DryRun, ImageId: text }),
  DescribeImages: structure({
    ...page,
    DryRun,
    ExecutableBy: ["ExecutableUsers", list(text)],
    Filter,
    ImageId: ["ImageIds", list(text)],
    IncludeDeprecated: boolean,
    IncludeDisabled: boolean,
    Owner: ["Owners", list(text)],
  }),
  DescribeSnapshots: structure({
    ...page,
    DryRun,
    Filter,
    Owner: ["OwnerIds", list(text)],
    SnapshotId: ["SnapshotIds", list(text)],
  }),
  RegisterImage: structure({
    Architecture: text,
    BlockDeviceMapping: ["BlockDeviceMappings", list(mapping)],
    BootMode: text,
    Description: text,
    DryRun,
    EnaSupport: boolean,
    ImdsSupport: text,
    Name: text,
    RootDeviceName: text,
    SriovNetSupport: text,
    TagSpecification,
    TpmSupport: text,
    UefiData: text,
    VirtualizationType: text,
  }),
};
