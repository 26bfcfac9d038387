-- reason: error
package.path = "./?.lua"
package.searchers = nil
require "harness"
