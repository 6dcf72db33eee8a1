import { startEngine } from '../src/platform/bridge/start-engine';
import { startThreadsFromPage } from '../src/platform/threads/page-thread';

startThreadsFromPage();
startEngine();
