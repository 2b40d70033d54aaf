/** All compiled templates. The build makes the module and puts it into the bundle, where its compiled code is kept. */
declare module 'specwright-templates' {
  const packs: unknown;
  export default packs;
}
