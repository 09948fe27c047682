/** What a module has and AWS would refuse, or the simulator does not know, whatever else happens. Nothing catches it. */
export class ModuleError extends Error {
  override readonly name = "ModuleError";
}
