import { writeFileSync } from 'node:fs';
import { renderThirdPartyNotices } from './third-party-notices';

writeFileSync('THIRD-PARTY-NOTICES.md', renderThirdPartyNotices('.'));
console.log('THIRD-PARTY-NOTICES.md written');
