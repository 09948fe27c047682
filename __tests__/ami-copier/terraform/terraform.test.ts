import { amiCopier } from "../../../stacks/ami-copier/index.ts";
import { testWithTerraform } from "../../support/terraform/module-tests.ts";

testWithTerraform(amiCopier);
