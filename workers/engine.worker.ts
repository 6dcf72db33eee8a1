import { askOthersThroughPage } from '../src/platform/bridge/outside-order';
import { startEngine } from '../src/platform/bridge/start-engine';
import { tellRequests } from '../src/platform/service-worker/thread-requests';
import { startThreadsFromPage } from '../src/platform/threads/page-thread';

startThreadsFromPage();
askOthersThroughPage();
tellRequests();
startEngine();
