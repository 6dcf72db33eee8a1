import { startEngine } from '../src/platform/bridge/start-engine';

startEngine();
