/** How rosgraph.names of Noetic resolves names, as rosmaster does for every call. */

/** The namespace that a node lies in, with a slash at the end. */
function namespaceOf(nodeName: string): string {
  const name = nodeName.endsWith('/') ? nodeName.slice(0, -1) : nodeName;
  return name.slice(0, name.lastIndexOf('/') + 1) || '/';
}

function canonical(name: string): string {
  const parts = name.split('/').filter((part) => part !== '');
  return (name.startsWith('/') ? '/' : '') + parts.join('/');
}

/** Name that `name` has for the node `caller`: absolute stays, "~x" is below the caller, "x" beside it. An empty name
 *  is the caller's namespace. */
export function resolveName(name: string, caller: string): string {
  if (name === '') return namespaceOf(caller);
  const clean = canonical(name);
  if (clean.startsWith('/')) return clean;
  return clean.startsWith('~') ? canonical(`${caller}/${clean.slice(1)}`) : namespaceOf(caller) + clean;
}
