import { startCodec } from '../src/platform/bridge/start-codec';
import { tellRequests } from '../src/platform/service-worker/thread-requests';
import { startThreadsFromPage } from '../src/platform/threads/page-thread';

startThreadsFromPage();
tellRequests();
startCodec();
