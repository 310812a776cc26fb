// Calls a service with a request as JSON and prints the response as JSON, for types that Python has no classes of.
// Usage: node call-service.cjs SERVICE TYPE JSON
const path = require('node:path');
const { startRosNode } = require(path.resolve(__dirname, '..', '..', '..', 'dist', 'ros', 'node.js'));

const [service, type, request] = process.argv.slice(2);
startRosNode({ name: 'caller', anonymous: true, argv: [] })
  .then(async (node) => {
    const response = await node.callService(service, type, JSON.parse(request), 20000);
    console.log(JSON.stringify(response, (_, value) => (Number.isNaN(value) ? null : value)));
    await node.shutdown();
  })
  .catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
