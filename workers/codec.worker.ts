import { startCodec } from '../src/platform/bridge/start-codec';
import { startThreadsFromPage } from '../src/platform/threads/page-thread';

startThreadsFromPage();
startCodec();
