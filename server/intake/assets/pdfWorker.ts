/** pdf.js reads files in a worker of its own; built as our asset, so that nothing is loaded from elsewhere. The legacy build: browsers of offices are not the newest. */
import 'pdfjs-dist/legacy/build/pdf.worker.min.mjs'
