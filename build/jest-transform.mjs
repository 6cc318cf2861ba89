import { stripTypeScriptTypes } from 'node:module';

/** Jest transform: blanks out the types and nothing else, so line and column numbers stay true. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
};
