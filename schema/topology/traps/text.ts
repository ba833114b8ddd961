import type { Trap } from '../trap.ts'

/** What can be wrong with the text before it means anything: characters, YAML, the shape of a topology. */
export const TEXT_TRAPS: readonly Trap[] = [
  {
    code: 'no-topology',
    level: 'error',
    trap: {
      when: 'there is neither `topology.yaml` nor a file in `topology/`',
      observe: 'nothing would be rolled out',
      why: 'the network is what these files say',
      write: '`topology.yaml`; `cygnet init` writes a first one',
    },
  },
  {
    code: 'text-place',
    level: 'error',
    trap: {
      when: 'a file ends in `.yml`, or lies in a folder inside of `topology/`',
      observe: 'what stands in it has no effect: its gateways, it seems, were taken away',
      why: 'only `topology.yaml` and `topology/*.yaml` are read, so that a reviewer knows where to look',
      write: 'the same file as `topology/<name>.yaml`',
    },
  },
  {
    code: 'text-size',
    level: 'error',
    trap: {
      when: 'the files are longer together, or hold more words or more keys in one place, than any network needs',
      observe: 'nothing of them is read',
      why: 'whoever may push could otherwise keep the control plane busy for as long as they like',
      write: 'one network per repository; meshes and hubs say in one line what tunnels say in hundreds',
    },
  },
  {
    code: 'text-depth',
    level: 'error',
    trap: {
      when: 'the text nests deeper than 32 levels',
      observe: 'nothing of it is read',
      why: 'a topology is eight levels deep; what goes deeper is a slip or an attack',
      write: 'look for brackets or dashes that repeat',
    },
  },
  {
    code: 'text-character',
    level: 'error',
    trap: {
      when: 'the text holds a control character, a lone surrogate or a mark that turns the direction of text',
      observe: 'a reviewer reads another line than the gateways do',
      why: 'the character cannot be seen, and daemons take it for something else',
      write: 'the line anew, typed by hand',
    },
  },
  {
    code: 'yaml-syntax',
    level: 'error',
    trap: {
      when: 'the text is not YAML',
      observe: 'nothing of the file is read',
      why: 'an indentation, a bracket or a quote is not what it should be, often one line above',
      write: 'the line as its neighbours are written',
    },
  },
  {
    code: 'yaml-document',
    level: 'error',
    trap: {
      when: 'a second YAML document begins behind `---`',
      observe: 'what stands in it has no effect',
      why: 'readers of YAML take the first document and leave the rest',
      write: 'what follows into a file of its own in `topology/`',
    },
  },
  {
    code: 'yaml-alias',
    level: 'error',
    trap: {
      when: 'the text has an anchor (`&x`) or an alias (`*x`)',
      observe: 'a change in one place would change another that the review does not show',
      why: 'a reviewer should see each value where it counts, and aliases within aliases grow without bound',
      write: 'the value, out in full',
    },
  },
  {
    code: 'yaml-tag',
    level: 'error',
    trap: {
      when: 'a value has a tag (`!!binary`, `!x`)',
      observe: 'the value would not be the one that is read there',
      why: 'tags make other values of the same text, and each reader knows other ones',
      write: 'the value without its tag',
    },
  },
]
