export { createKeyring, masterKeyBytes, type Keyring, type Keys, type Salts } from './keyring.ts';
export { openPersonal, sealPersonal } from './personal.ts';
export { orderScope, rawScope, type KeyScope } from './scope.ts';
