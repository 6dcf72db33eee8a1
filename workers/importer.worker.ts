import { startImporter } from '../src/platform/bridge/start-importer';

startImporter();
