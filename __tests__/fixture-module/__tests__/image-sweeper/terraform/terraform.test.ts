import { imageSweeper } from "../../../stacks/image-sweeper/index.ts";
import { testWithTerraform } from "../../support/terraform/module-tests.ts";

testWithTerraform(imageSweeper);
