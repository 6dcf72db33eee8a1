import { t } from '../../language/language';

/** The words that someone agrees to before a recorded voice may be used; a kept voice has them as they were read. */
export const consentWords = () => t`This is my own voice, or its owner has allowed me to use it here.`;
