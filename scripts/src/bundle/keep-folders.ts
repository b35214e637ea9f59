import { dirname, relative, sep } from 'node:path';
import type { Plugin } from 'rolldown';

/**
 * A module finds the files it reads through `import.meta.dirname`, which in a bundle would be the bundle's folder. It is
 * made to be the folder that the module has in the repository, with the bundle's folder in the place of the root. So
 * `join(import.meta.dirname, '../migrations')` in `libs/postgres/src` is right in both, if the files are copied to
 * `<bundle>/libs/postgres/migrations`, and no module needs to know whether it is bundled.
 */
export function keepFolders(root: string): Plugin {
  return {
    name: 'keep-folders',
    transform: {
      filter: { id: /\.ts$/, code: /import\.meta\.(dirname|filename|url)\b/ },
      handler(code, id) {
        const file = relative(root, id).split(sep).join('/');
        if (/import\.meta\.(filename|url)\b/.test(code)) throw new Error(`bundling ${file}: of import.meta only dirname keeps its meaning in a bundle`);
        return { code: code.replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${dirname(file)}`)})`), map: null };
      },
    },
  };
}
