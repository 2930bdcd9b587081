/** The address at which a layer reads another: Contract.read names it after the stack, and names here have no hyphens. */
export function remoteStateOf(stack: string): string {
  return `data.terraform_remote_state.${stack.replaceAll("-", "_")}`;
}
