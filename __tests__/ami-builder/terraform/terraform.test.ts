import { amiBuilder } from "../../../stacks/ami-builder/index.ts";
import { testWithTerraform } from "../../support/terraform/module-tests.ts";

testWithTerraform(amiBuilder);
