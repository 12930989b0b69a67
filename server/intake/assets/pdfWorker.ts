/** pdf.js reads files in a worker of its own; built as our asset, so that nothing is loaded from elsewhere. */
import 'pdfjs-dist/build/pdf.worker.min.mjs'
