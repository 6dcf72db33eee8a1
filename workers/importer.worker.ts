import { startImporter } from '../src/platform/bridge/start-importer';
import { startThreadsFromPage } from '../src/platform/threads/page-thread';

startThreadsFromPage();
startImporter();
