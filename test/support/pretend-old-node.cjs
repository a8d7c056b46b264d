// Loaded before the program (node --require): this Node then says that it is an older one.
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.1' } });
