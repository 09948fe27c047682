# Generated, do not edit.

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "sample" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::${var.names[0]}/$${aws:username}/*"]

    condition {
      test     = "Bool"
      values   = ["true"]
      variable = "aws:SecureTransport"
    }
  }
}
