// A module that imports tagcheck as a stranger does. "make consumer" runs its tests. The
// versions of further modules are those of tagcheck, so that they are not repeated here.
module example.com/consumer

go 1.26.8

require tagcheck v0.0.0

replace tagcheck => ../..
