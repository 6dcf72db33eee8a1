import './element';
import { startEmbedPage } from './pagevoice/embed/embed-page';

startEmbedPage(document.querySelector('page-voice')!, document.querySelector<HTMLElement>('#notice')!);
