/** A shell script, imported as its text: by esbuild's loader in the functions, by a plugin in the tests. */
declare module "*.sh" {
  const text: string;
  export default text;
}
