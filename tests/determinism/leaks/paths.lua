-- Where the program and its modules are.
print(arg[0], debug.getinfo(1).source, debug.getinfo(1).short_src, package.path, package.cpath, package.config)
print(pcall(require, "no.such.module"))
