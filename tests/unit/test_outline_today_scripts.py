"""What is written today in Lua, Bash, R and Markdown: each symbol once, in what holds it, with its lines."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_outline


def test_lua() -> None:
    check_outline(
        r"""
        //- game.lua
        local json = require("json")
        local Player = {}
        Player.__index = Player
        Player.MAX = 100
        setmetatable(Player, { __call = function(cls, ...) return cls.new(...) end })
        function Player.new(name, hp)
          local self = setmetatable({}, Player)
          self.name = name
          self.hp = hp or Player.MAX
          local function clamp(x) return x end
          return self
        end
        function Player:damage(n) self.hp = self.hp - n end
        Player.heal = function(self, n) end
        Player["odd name"] = function() end
        local function helper(...) return select("#", ...) end
        local add <const> = function(a, b) return a + b end
        function global_fn() end
        CONFIG = { width = 800, draw = function() end, nested = { a = 1 } }
        local M = {
          version = "1.0",
          run = function(self) end,
        }
        function M.sub.deep.fn() end
        function M.sub:meth() end
        local Enum = { A = 1, B = 2 }
        local a, b = 1, 2
        for i = 1, 10 do local t = i end
        goto done
        ::done::
        return M
        """,
        snapshot("""\
variable json 1-1
variable Player 2-2
  field __index 3-3
  field MAX 4-4
  function new 6-12
    function clamp 10-10
  function damage 13-13
  function heal 14-14
  function odd name 15-15
function __call 5-5
function helper 16-16
variable add 17-17
function global_fn 18-18
variable CONFIG 19-19
  function draw 19-19
variable M 20-23
  function run 22-22
function fn 24-24
function meth 25-25
variable Enum 26-26
variable a 27-27
variable b 27-27
"""),
    )


def test_bash() -> None:
    check_outline(
        r"""
        //- deploy.sh
        #!/usr/bin/env bash
        set -euo pipefail
        readonly ROOT="$(cd "$(dirname "$0")" && pwd)"
        declare -A MAP=([a]=1)
        export PATH="$PATH:/x" NAME=1
        typeset -i count=0
        declare -r CONST=3
        : "${DEFAULT:=x}"
        usage() {
          cat <<EOF
        Usage: foo() { not a function }
        EOF
        }
        function build {
          local x=1 y
          inner() { echo; }
          echo "$x"
        }
        function deploy() {
          build "$@"
        }
        my-func() ( subshell )
        ns::fn() { :; }
        _private_fn ()
        {
          :
        }
        one() { echo 1; }; two() { echo 2; }
        if [[ -n ${X:-} ]]; then
          cond_fn() { :; }
          Y=2
        fi
        case "$1" in
          build) build ;;
          *) usage ;;
        esac
        alias ll='ls -l' gs="git status"
        trap cleanup EXIT
        main() { while read -r line; do echo "$line"; done < <(deploy); }
        main "$@"
        """,
        snapshot("""\
variable ROOT 3-3
variable MAP 4-4
variable PATH 5-5
variable NAME 5-5
variable count 6-6
variable CONST 7-7
function usage 9-13
function build 14-18
  function inner 16-16
function deploy 19-21
function my-func 22-22
function ns::fn 23-23
function _private_fn 24-27
function one 28-28
function two 28-28
function cond_fn 30-30
variable Y 31-31
function ll 37-37
function main 39-39
"""),
    )


def test_r() -> None:
    check_outline(
        r"""
        //- stats.R
        library(R6)
        #' Mean
        #' @export
        my_mean <- function(x, na.rm = FALSE, ...) {
          inner <- function(y) y
          total <- sum(x)
          total / length(x)
        }
        square = \(x) x^2
        print.zoo <- function(x, ...) UseMethod("print")
        summary.zoo <- function(object) NULL
        `%+%` <- function(a, b) paste0(a, b)
        "names<-.zoo" <- function(x, value) x
        setClass("Person", representation(name = "character"), contains = "Base")
        setClass("P2", slots = c(name = "character", age = "numeric"))
        setGeneric("speak", function(obj, ...) standardGeneric("speak"))
        setMethod("speak", "Person", function(obj, ...) cat("hi"))
        setValidity("Person", function(object) TRUE)
        Stack <- R6Class("Stack",
          inherit = Base,
          public = list(
            items = NULL,
            initialize = function(x) { self$items <- x },
            push = function(x) {
              self$items[[length(self$items) + 1]] <- x
              invisible(self)
            }
          ),
          private = list(secret = 1, hide = function() 2),
          active = list(size = function() length(self$items))
        )
        Account <- setRefClass("Account", fields = list(balance = "numeric"),
          methods = list(deposit = function(x) { balance <<- balance + x }))
        PI2 <- 6.28
        x <- y <- 3
        4 -> four
        if (interactive()) { go <- function() 1 }
        df |> dplyr::filter(a > 1) |> print()
        obj$method <- function(z) z
        """,
        snapshot("""\
function my_mean 4-8
  function inner 5-5
function square 9-9
function print.zoo 10-10
function summary.zoo 11-11
function %+% 12-12
function names<-.zoo 13-13
class Person 14-14
  field name 14-14
class P2 15-15
  field name 15-15
  field age 15-15
function speak 16-16
function speak 17-17
class Stack 19-31
  field items 22-22
  method initialize 23-23
  method push 24-27
  field secret 29-29
  method hide 29-29
  method size 30-30
class Account 32-33
  field balance 32-32
  method deposit 33-33
variable PI2 34-34
variable x 35-35
variable four 36-36
function go 37-37
function method 39-39
"""),
    )


def test_markdown() -> None:
    check_outline(
        r"""
        //- guide.md
        ---
        title: Guide
        # not a heading
        ---
        Guide Title
        ===========

        Intro with `code`.

        Install
        -------

        ```sh
        # not a heading
        ## nor this
        pip install x
        ```

        ~~~python
        # nope
        def f(): pass
        ~~~

            # indented code

        ## Usage ##

        ### `run(x)` method

        #### Deep [link](x.md)

        > # Quoted

        - # list heading

        <!--
        # commented
        -->

        ## Install

        # Second Top

        ###### Six
        #nospace
        Text
        ---
        """,
        snapshot("""\
section Guide Title 5-42
  section Install 10-26
  section Usage 26-40
    section `run(x)` method 28-40
      section Deep [link](x.md) 30-40
        section Quoted 32-32
        section list heading 34-34
  section Install 40-42
section Second Top 42-48
  section Six 44-45
  section #nospace 45-48
"""),
    )
