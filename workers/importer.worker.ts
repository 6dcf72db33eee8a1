import { askOthersThroughPage } from '../src/platform/bridge/outside-order';
import { startImporter } from '../src/platform/bridge/start-importer';
import { tellRequests } from '../src/platform/service-worker/thread-requests';
import { startThreadsFromPage } from '../src/platform/threads/page-thread';

startThreadsFromPage();
askOthersThroughPage();
tellRequests();
startImporter();
